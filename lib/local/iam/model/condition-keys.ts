/** Keys that end in a name which the caller chooses. */
const families = ['kms:encryptioncontext:', 's3:requestobjecttag/', 's3:existingobjecttag/'];

const keys = new Set(
  `
  aws:SecureTransport aws:PrincipalArn aws:PrincipalAccount aws:PrincipalIsAWSService aws:PrincipalType
  aws:PrincipalServiceName aws:RequestedRegion aws:SourceArn aws:SourceAccount aws:SourceIp aws:ResourceAccount
  aws:ViaAWSService
  kms:EncryptionContextKeys kms:EncryptionAlgorithm kms:SigningAlgorithm kms:MessageType kms:CallerAccount kms:KeySpec
  kms:KeyUsage kms:MultiRegion kms:ReEncryptOnSameKey kms:RequestAlias kms:ResourceAliases
  kms:ScheduleKeyDeletionPendingWindowInDays
  s3:authType s3:prefix s3:delimiter s3:max-keys s3:signatureAge s3:signatureversion s3:TlsVersion s3:VersionId
  s3:if-match s3:if-none-match s3:x-amz-content-sha256 s3:x-amz-copy-source s3:x-amz-metadata-directive
  s3:x-amz-server-side-encryption s3:x-amz-server-side-encryption-aws-kms-key-id
  s3:x-amz-server-side-encryption-customer-algorithm s3:x-amz-storage-class s3:RequestObjectTagKeys
  s3:ResourceAccount
  dynamodb:EnclosingOperation
  ses:FromAddress ses:FromDisplayName ses:Recipients ses:FeedbackAddress
  secretsmanager:SecretId
  `
    .toLowerCase()
    .split(/\s+/),
);

/**
 * Whether a condition may use the key: calls must have it here where they have it in AWS. Otherwise a misspelt or
 * unsupported key would turn off a statement.
 */
export function isConditionKey(key: string): boolean {
  const name = key.toLowerCase();
  return keys.has(name) || families.some((family) => name.startsWith(family) && name.length > family.length);
}
