/** An error as an AWS service answers it; `code` is what SDKs make the error's name. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }

  /** The embedded cloud does what the project uses, strictly; everything else says so by name. */
  static notImplemented(service: string, operation: string): AwsError {
    return new AwsError('NotImplemented', `the embedded cloud has no ${service} ${operation}`, 501);
  }
}
