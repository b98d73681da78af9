export type Emulator = 'MiniStack' | 'DynamoDB Local';

export interface Difference {
  /** The whole title of the test that fails there. */
  readonly test: string;
  readonly emulator: Emulator;
  /** What the emulator does instead. */
  readonly does: string;
  /** The page of AWS's documentation that decides. */
  readonly decidedBy: string;
}

/** Where MiniStack 1.5.33 does not do what AWS documents: test, what it does instead, the page that decides. */
const ofMiniStack: readonly (readonly [test: string, does: string, decidedBy: string])[] = [
  [
    'an update is refused for a path twice',
    'sets one path twice',
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html',
  ],
  [
    'a data key does not open when its last byte is changed',
    'decrypts what was tampered with',
    'https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html',
  ],
  [
    'a data key needs exactly one length',
    'takes a length and a key spec together',
    'https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html',
  ],
  [
    'a data key is re-encrypted under another context without its plaintext',
    'does not know ReEncrypt',
    'https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html',
  ],
  [
    'a plaintext of more than 4096 bytes is refused',
    'encrypts any length',
    'https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html',
  ],
  [
    'a signature needs a key that signs',
    'answers UnsupportedOperationException',
    'https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html',
  ],
  [
    'a generated secret has the requested length and no excluded characters',
    'puts excluded punctuation in',
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-secretsmanager-secret-generatesecretstring.html',
  ],
  [
    'an object cannot have a key of more than 1024 bytes',
    'takes longer keys',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html',
  ],
  [
    'an upload in parts is refused for a part below 5 MiB that is not the last',
    'completes such an upload',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html',
  ],
  [
    'an upload in parts is refused for parts out of order',
    'completes such an upload',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html',
  ],
  [
    'visibility lasts 12 hours at most',
    'takes any timeout',
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html',
  ],
  [
    'an export has everything to decrypt the file elsewhere, and nothing that decrypts it by itself',
    'forgets response-content-disposition where a version is named',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html',
  ],
  [
    'an export ends with the file',
    'tells even whoever may not list that there is no such version',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html',
  ],
  [
    'refreshing works by cookie from the page, and from nowhere else',
    'leaves `cookies` out of the event',
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html',
  ],
];

/** `npm run test:cloud` accepts these failures and no other, and complains of a row whose test passes. */
export const differences: readonly Difference[] = ofMiniStack.map(([test, does, decidedBy]) => ({
  emulator: 'MiniStack',
  test,
  does,
  decidedBy,
}));
