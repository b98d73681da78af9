"""Reads one JSON object from standard input and writes a JSON array to standard output. All bytes are in Base64.

Each sample has a plaintext and the message into which Encrypt5 encrypted it. Each answer has the plaintext and the
encryption context that the AWS Encryption SDK for Python reads from that message, and the message into which the SDK
encrypts the plaintext.
"""

import json
import sys
from base64 import b64decode, b64encode

from aws_encryption_sdk import CommitmentPolicy, EncryptionSDKClient
from aws_encryption_sdk.identifiers import AlgorithmSuite, EncryptionKeyType, WrappingAlgorithm
from aws_encryption_sdk.internal.crypto.wrapping_keys import WrappingKey
from aws_encryption_sdk.key_providers.raw import RawMasterKeyProvider


def key_provider(namespace, name, key):
    class Provider(RawMasterKeyProvider):
        provider_id = namespace

        def _get_raw_key(self, key_id):
            return WrappingKey(
                wrapping_algorithm=WrappingAlgorithm.AES_256_GCM_IV12_TAG16_NO_PADDING,
                wrapping_key=key,
                wrapping_key_type=EncryptionKeyType.SYMMETRIC,
            )

    provider = Provider()
    provider.add_master_key(name)
    return provider


def answer(client, provider, sample):
    plaintext, header = client.decrypt(source=b64decode(sample["message"]), key_provider=provider)
    message, _ = client.encrypt(
        source=b64decode(sample["plaintext"]),
        key_provider=provider,
        algorithm=AlgorithmSuite.AES_256_GCM_HKDF_SHA512_COMMIT_KEY,
        encryption_context=sample["encryptionContext"],
        frame_length=sample["frameLength"],
    )
    return {
        "plaintext": b64encode(plaintext).decode(),
        "encryptionContext": header.encryption_context,
        "message": b64encode(message).decode(),
    }


request = json.load(sys.stdin)
sdk = EncryptionSDKClient(commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)
keys = key_provider(request["namespace"], request["name"], b64decode(request["key"]))
json.dump([answer(sdk, keys, sample) for sample in request["samples"]], sys.stdout)
