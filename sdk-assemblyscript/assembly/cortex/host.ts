// What CortexPrism offers, in AssemblyScript's own types.
import * as abi from "../abi/cortex";
import { at, decode } from "../base/utf8";
import { DEPLOYED, UNKNOWN, host } from "./deployed";

/** The clock as the deployed host can answer it; see `now`. */
// @ts-ignore: decorator
@external("env", "host_get_time_ms")
declare function host_get_time_ms_f64(): f64;

/** Longest text the deployed host reads from a guest, in bytes of UTF-8. */
export const MAX_TEXT: i32 = 65536;
/** Longest result of a tool, in bytes of UTF-8. */
export const MAX_OUTPUT: i32 = 65536;
/** Longest HTTP body that the deployed host gives, in bytes of UTF-8. */
export const MAX_BODY: i32 = 65528;

/*
 * Where the host writes texts, and the two words beside it: one block for all
 * calls, so that a call leaves nothing behind.
 */
let block: usize = 0;
const LENGTH: usize = 0; // an in/out length: capacity, then bytes written
const STATUS: usize = 4;
const TEXT: usize = 8;

function room(): usize {
  if (block == 0) block = heap.alloc(TEXT + MAX_TEXT);
  store<i32>(block, MAX_TEXT, LENGTH);
  store<i32>(block, 0, STATUS);
  return block;
}

function written(): string {
  const len = load<i32>(block, LENGTH);
  return decode(block + TEXT, len < 0 || len > MAX_TEXT ? MAX_TEXT : len);
}

/** Whether the host takes a text whole. */
function passes(utf8: ArrayBuffer): bool {
  if (utf8.byteLength > MAX_TEXT) return false;
  for (let i = 0; i < utf8.byteLength; i++)
    if (load<u8>(at(utf8) + i) == 0) return false;
  return true;
}

/** One line to the host's log, level info; cut after 65536 bytes and at NUL.
 * The product shows it only when its log level is lowered to info. */
export function log(text: string): void {
  const utf8 = String.UTF8.encode(text);
  abi.host_log(at(utf8), utf8.byteLength);
}

/** The ABI version of the host, 1. */
export function abiVersion(): i32 {
  return abi.host_get_abi_version();
}

/**
 * Milliseconds since 1970-01-01T00:00:00Z; -1 before the host has asked for
 * capabilities, that is in top-level statements and `plugin_init`.
 */
export function now(): i64 {
  if (host == UNKNOWN) return -1;
  // The documented type traps in the deployed host, and the other way round.
  return host == DEPLOYED ? i64(host_get_time_ms_f64()) : abi.host_get_time_ms();
}

/** Random bytes, as many as asked for; none for less than 1. */
export function random(count: i32): Uint8Array {
  const bytes = new Uint8Array(max(count, 0));
  for (let from = 0; from < bytes.length; from += MAX_TEXT)
    abi.host_random(bytes.dataStart + from, min(bytes.length - from, MAX_TEXT));
  return bytes;
}

/**
 * A setting of this plugin.
 * @returns null when there is none. At most 65536 bytes of it arrive.
 */
export function config(key: string): string | null {
  const utf8 = String.UTF8.encode(key);
  const to = room();
  return utf8.byteLength <= MAX_TEXT &&
    abi.host_get_config(at(utf8), utf8.byteLength, to + TEXT, to + LENGTH) == 0
    ? written()
    : null;
}

/** What the plugin keeps between calls. Deployed: until the host's process
 * ends. */
export namespace state {
  /** @returns null when nothing is kept under that key. */
  export function get(key: string): string | null {
    const utf8 = String.UTF8.encode(key);
    const to = room();
    return utf8.byteLength <= MAX_TEXT &&
      abi.host_get_state(at(utf8), utf8.byteLength, to + TEXT, to + LENGTH) == 0
      ? written()
      : null;
  }

  /** @returns false, with nothing kept, when the host would keep less: more
   * than 65536 bytes of key or value, or a NUL in one of them. */
  export function set(key: string, value: string): bool {
    const name = String.UTF8.encode(key);
    const text = String.UTF8.encode(value);
    if (!passes(name) || !passes(text)) return false;
    abi.host_set_state(at(name), name.byteLength, at(text), text.byteLength);
    return true;
  }
}

/** A request to send. */
export class Request {
  /** Upper case. */
  method: string = "GET";
  /** A JSON object of texts; empty: none. */
  headers: string = "";
  /** Text; empty: none. GET and HEAD take none. */
  body: string = "";

  constructor(public url: string) {}
}

/** The host did not say which status it was: the deployed one never does. */
export const STATUS_UNKNOWN: i32 = 0;

/** What came of a request. */
export class Reply {
  /** 200, 404 …, or STATUS_UNKNOWN. */
  status: i32 = STATUS_UNKNOWN;
  /** No reply came; `body` then holds the host's words, if any. */
  failed: bool = true;
  body: string = "";
  /** The body fills what the host can give: there may have been more. */
  truncated: bool = false;

  /** A reply came, and its status is 2xx or unknown. */
  get ok(): bool {
    return !this.failed &&
      (this.status == STATUS_UNKNOWN || (this.status >= 200 && this.status < 300));
  }
}

/** How the deployed host begins the body when no reply came. */
const FETCH_ERROR = "host: fetch error: ";

function refused(words: string): Reply {
  const reply = new Reply();
  reply.status = 400;
  reply.body = words;
  return reply;
}

/**
 * Sends a request and waits, 30 s at most. Needs the capability
 * "network:fetch" in the manifest; without it the status is 403.
 */
export function http(request: Request): Reply {
  const method = String.UTF8.encode(request.method);
  const url = String.UTF8.encode(request.url);
  const body = String.UTF8.encode(request.body);
  const headers = String.UTF8.encode(request.headers);
  if (!passes(method) || !passes(url) || !passes(body) || !passes(headers))
    return refused("request not sent: a text over 65536 bytes, or a NUL in one");
  const to = room();
  const result = abi.host_http_request(
    at(method), method.byteLength, at(url), url.byteLength,
    at(body), body.byteLength, at(headers), headers.byteLength,
    to + STATUS, to + TEXT, to + LENGTH,
  );
  const reply = new Reply();
  const status = load<i32>(to, STATUS);
  reply.body = written();
  reply.truncated = load<i32>(to, LENGTH) >= MAX_BODY;
  // The deployed host says 1, whatever the status was and even for failures.
  reply.status = status >= 100 ? status : STATUS_UNKNOWN;
  reply.failed = result != 0 || (status < 100 && reply.body.startsWith(FETCH_ERROR));
  return reply;
}
