/** What this browser knows of a file that the server does not: whether its bytes are being sent, and from where. */
export type UploadSeen = 'here' | 'arrived' | 'elsewhere' | 'interrupted';
