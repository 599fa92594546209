/** Path and query of a request line as they came: `//` is a path here, not the beginning of a host. */
export function readTarget(url = '/'): { pathname: string; searchParams: URLSearchParams } {
  const at = url.indexOf('?');
  return at < 0
    ? { pathname: url, searchParams: new URLSearchParams() }
    : { pathname: url.slice(0, at), searchParams: new URLSearchParams(url.slice(at + 1)) };
}
