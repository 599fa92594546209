import type { Caller } from './caller.ts';

/** A request that has passed the door: caller known, role allowed, path and body parsed. */
export interface ApiRequest<Path, Body = undefined, Query = undefined> {
  readonly caller: Caller;
  readonly path: Path;
  readonly query: Query;
  readonly body: Body;
  /** One id from request to release: in logs, events and audit. */
  readonly correlationId: string;
}

/** A file instead of a JSON answer. */
export interface FileAnswer {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly fileName: string;
  /** Shown by the browser instead of saved. */
  readonly isShown?: boolean;
  /** A page of the site with what belongs to it: its own policy instead of the one for files. */
  readonly contentSecurityPolicy?: string;
}
