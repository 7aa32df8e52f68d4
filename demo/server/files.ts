import type { Conversation } from './conversation.js';
import { isOpen, signature, verify, type Identity } from './identity.js';
import { Bucket, LIMITS, SAY } from './limits.js';

/** What may be uploaded. Nothing that a browser would run: no HTML, no SVG. */
const INLINE = /^(image\/(png|jpeg|gif|webp|avif)|(audio|video)\/(mpeg|mp4|ogg|webm|wav|x-wav|aac|flac|quicktime|x-m4a|3gpp))$/;
const DOWNLOAD = /^(application\/(pdf|zip|gzip|json|rtf|octet-stream|msword|vnd\.ms-(excel|powerpoint)|vnd\.(openxmlformats-officedocument|oasis\.opendocument)\.[\w.-]+)|text\/(plain|csv|markdown|calendar)|image\/(heic|heif|bmp|tiff))$/;
/** SQLite rows in a Durable Object hold up to 2 MB. */
const CHUNK = 1024 * 1024;

const json = (status: number, body: unknown): Response => Response.json(body, { status });
const problem = (status: number, code: string, message: string): Response => json(status, { code, message });

/** Files of one conversation, kept in its own database in pieces. */
export class Files {
  /** Uploads, for the whole room. */
  #rate = new Bucket({ burst: 20, perSecond: 1 });
  constructor(readonly room: Conversation) {
    room.log.sql.exec(`
      CREATE TABLE IF NOT EXISTS files (id TEXT PRIMARY KEY, name TEXT NOT NULL, mime TEXT NOT NULL, size INTEGER NOT NULL, who TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS chunks (file TEXT, i INTEGER, data BLOB NOT NULL, PRIMARY KEY (file, i));`);
  }

  async serve(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const [, , , , files, id] = url.pathname.split('/');
    if (files !== 'files') return problem(404, 'not-found', 'There is nothing here.');
    if (request.method === 'POST' && !id) return this.#upload(request, url);
    if ((request.method === 'GET' || request.method === 'HEAD') && id) return this.#download(request, id, url.searchParams.get('sig') ?? '');
    return problem(405, 'not-allowed', 'Files are sent with POST and fetched with GET.');
  }

  async #upload(request: Request, url: URL): Promise<Response> {
    const { room } = this;
    const token = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    const identity = token ? await verify(room.env, token) : isOpen(room.env) ? ({ user: { id: 'anyone', role: 'visitor' }, website: 'default' } satisfies Identity) : undefined;
    if (!identity || 'code' in identity) return problem(401, 'signed-out', identity?.reason ?? 'A token is needed to send files.');
    if (token ? !room.admits(identity) : false) return problem(403, 'forbidden', SAY.forbidden);
    if (!this.#rate.take()) return problem(429, 'rate-limited', SAY.flood);
    const mime = (request.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase() || 'application/octet-stream';
    if (!INLINE.test(mime) && !DOWNLOAD.test(mime)) return problem(415, 'not-allowed', `Files of type ${mime.slice(0, 80)} are not taken here.`);
    const bytes = await readUpTo(request, LIMITS.file);
    if (!bytes) return problem(413, 'too-large', SAY.file);
    // Counted when all of it is here: others come up at the same time.
    const used = room.log.sql.exec<{ size: number | null }>('SELECT SUM(size) AS size FROM files').one().size ?? 0;
    if (used + bytes.length > Number(room.env.FILES_BYTES ?? LIMITS.files)) return problem(413, 'too-large', SAY.files);
    const id = crypto.randomUUID(), name = cleanName(url.searchParams.get('name'));
    room.ctx.storage.transactionSync(() => {
      room.log.sql.exec('INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)', id, name, mime, bytes.length, identity.user.id, Date.now());
      for (let i = 0; i * CHUNK < bytes.length; i++) room.log.sql.exec('INSERT INTO chunks VALUES (?, ?, ?)', id, i, bytes.slice(i * CHUNK, (i + 1) * CHUNK));
    });
    const base = room.env.PUBLIC_URL?.replace(/\/$/, '') || `${request.headers.get('x-forwarded-proto') === 'https' ? 'https:' : url.protocol}//${url.host}`;
    const link = `${base}/parties/conversation/${encodeURIComponent(room.c)}/files/${id}?sig=${await signature(room.env, `${room.c}/${id}`)}`;
    return json(201, { id, url: link, name, mime, size: bytes.length });
  }

  async #download(request: Request, id: string, sig: string): Promise<Response> {
    const { room } = this;
    if (!same(sig, await signature(room.env, `${room.c}/${id}`))) return problem(403, 'forbidden', 'This link is not valid.');
    const file = room.log.sql.exec<{ name: string; mime: string; size: number }>('SELECT name, mime, size FROM files WHERE id = ?', id).toArray()[0];
    if (!file) return problem(404, 'not-found', 'This file is not there any more.');
    const headers = new Headers({
      'content-type': file.mime,
      'content-disposition': `${INLINE.test(file.mime) ? 'inline' : 'attachment'}; filename="${file.name.replace(/[^\w.() -]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'private, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
    });
    const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('range') ?? '');
    let from = 0, to = file.size - 1, status = 200;
    if (range && (range[1] || range[2])) {
      status = 206;
      from = range[1] ? Number(range[1]) : Math.max(0, file.size - Number(range[2]));
      to = range[1] && range[2] ? Math.min(to, Number(range[2])) : to;
      if (from > to) return new Response(null, { status: 416, headers: { 'content-range': `bytes */${file.size}` } });
      headers.set('content-range', `bytes ${from}-${to}/${file.size}`);
    }
    headers.set('content-length', String(to - from + 1));
    const body = request.method === 'HEAD' ? null : this.#bytes(id, from, to);
    return new Response(body, { status, headers });
  }
  #bytes(id: string, from: number, to: number): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(to - from + 1);
    for (const { i, data } of this.room.log.sql.exec<{ i: number; data: ArrayBuffer }>('SELECT i, data FROM chunks WHERE file = ? AND i BETWEEN ? AND ? ORDER BY i', id, Math.floor(from / CHUNK), Math.floor(to / CHUNK))) {
      const start = i * CHUNK, lo = Math.max(from, start), hi = Math.min(to + 1, start + data.byteLength);
      out.set(new Uint8Array(data, lo - start, hi - lo), lo - from);
    }
    return out;
  }
}

/**
 * The body, or undefined if it is longer than allowed, whatever its header said. A little too long is read to its end all the same:
 * a client that is answered in the middle of sending sees a broken line, not the answer.
 */
async function readUpTo(request: Request, max: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size <= max) pieces.push(piece);
    else if (size > max * 10) return undefined;
  }
  if (size > max) return undefined;
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** A file name without a path, control or bidi characters (which make "gpj.exe" read as "exe.jpg"). */
function cleanName(name: string | null): string {
  const clean = (name ?? '').split(/[\\/]/).pop()!.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '').trim();
  return clean.slice(0, 200).toWellFormed() || 'file';
}
/** Compares without telling by its time where the difference is. */
function same(a: string, b: string): boolean {
  let differs = a.length ^ b.length;
  for (let i = 0; i < b.length; i++) differs |= (a.charCodeAt(i) || 0) ^ b.charCodeAt(i);
  return differs === 0;
}
