/** Another tab of this browser is sending the same file. */
export class UploadElsewhere extends Error {
  constructor() {
    super('This file is being uploaded in another tab');
    this.name = 'UploadElsewhere';
  }
}

/** The storage did not accept the bytes. */
export class StorageError extends Error {
  /** 0 when no answer came. */
  readonly status: number;

  constructor(status: number) {
    super(status === 0 ? 'The connection was lost during the upload' : `The storage answered ${status}`);
    this.name = 'StorageError';
    this.status = status;
  }
}
