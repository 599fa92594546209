// CloudFront Function (runtime 2.0), on every viewer request to the site. One KeyValueStore value decides what is
// public: {"latest":"2023-ministry","rounds":{"2023-ministry":{"live":1,"published":[1]}}}. Everything that it does not
// name answers 404, so a prepared release cannot be read at any address before its approval.
import cf from 'cloudfront';

const NOT_FOUND = {
  statusCode: 404,
  statusDescription: 'Not Found',
  headers: { 'content-type': { value: 'text/html; charset=utf-8' }, 'cache-control': { value: 'no-store' } },
  body: '<!doctype html><html lang="vi"><meta charset="utf-8"><title>404</title><h1>Không tìm thấy trang</h1><p lang="en">There is no such page.</p></html>',
};

async function readLive() {
  try {
    return JSON.parse(await cf.kvs().get('live'));
  } catch (_) {
    return { latest: null, rounds: {} };
  }
}

function redirect(location) {
  return {
    statusCode: 302,
    statusDescription: 'Found',
    headers: { location: { value: location }, 'cache-control': { value: 'max-age=60' } },
  };
}

// Every page asks for status.css beside it, and holds a banner that only this makes visible: so a release that was
// superseded says so, though its files never change.
function status(isLive) {
  return {
    statusCode: 200,
    statusDescription: 'OK',
    headers: { 'content-type': { value: 'text/css; charset=utf-8' }, 'cache-control': { value: 'max-age=60' } },
    body: isLive ? '' : '.superseded{display:block}',
  };
}

async function handler(event) {
  const request = event.request;
  const uri = request.uri;
  const live = await readLive();
  if (uri === '/') return live.latest === null ? NOT_FOUND : redirect('/' + live.latest + '/');
  // Only plain segments: no empty ones, no dots alone, nothing encoded that S3 would decode differently.
  if (!/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+\/?$/.test(uri)) return NOT_FOUND;

  const parts = uri.split('/').slice(1);
  let prefix;
  let rest;
  if (parts[0] === 'releases') {
    const round = Object.prototype.hasOwnProperty.call(live.rounds, parts[1]) ? live.rounds[parts[1]] : undefined;
    if (round === undefined || !round.published.some((n) => String(n) === parts[2]) || parts.length < 4) return NOT_FOUND;
    prefix = '/releases/' + parts[1] + '/' + parts[2] + '/';
    rest = parts.slice(3).join('/');
    if (rest === 'status.css') return status(String(round.live) === parts[2]);
  } else {
    const round = Object.prototype.hasOwnProperty.call(live.rounds, parts[0]) ? live.rounds[parts[0]] : undefined;
    if (round === undefined) return NOT_FOUND;
    if (parts.length === 1) return redirect('/' + parts[0] + '/');
    prefix = '/releases/' + parts[0] + '/' + round.live + '/';
    rest = parts.slice(1).join('/');
    if (rest === 'status.css') return status(true);
  }
  if (rest === '' || rest.endsWith('/')) rest += 'index.html';
  else if (rest === 'en') return redirect(uri + '/');
  request.uri = prefix + rest;
  return request;
}
