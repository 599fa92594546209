import { ApiClient } from './api-client.ts';
import { UsageError } from './arguments.ts';

/** The API as the options `--api` and `--token` name it. */
export function clientOf({ api, token }: { readonly api: string; readonly token: string }): ApiClient {
  if (!URL.canParse(api)) throw new UsageError(`--api: not an address: ${api}`);
  return new ApiClient(api, token);
}
