/**
 * Files of a Hugind agent, by the host's own functions. permissions.filesystem
 * in agent.yaml decides what is allowed; relative paths start at `cwd`. No path
 * may hold "..". A call that fails, or is not allowed, ends the run: ask
 * `exists` first where a file may be missing.
 */
import * as abi from "./assembly/abi/hugind_fs";
import { Value } from "./assembly/base/json";
import { at } from "./assembly/base/utf8";
import { takeBytes, takeText } from "./assembly/hugind/result";

/** The absolute path that relative ones start from; always allowed. */
export function cwd(): string {
  return takeText(abi.fs_cwd());
}

/** Whether there is anything. Needs read; a path that is not allowed ends the
 * run, it does not answer false. The same goes for the next two. */
export function exists(path: string): bool {
  const utf8 = String.UTF8.encode(path);
  return abi.fs_exists(at(utf8), utf8.byteLength) != 0;
}

export function isFile(path: string): bool {
  const utf8 = String.UTF8.encode(path);
  return abi.fs_is_file(at(utf8), utf8.byteLength) != 0;
}

export function isDir(path: string): bool {
  const utf8 = String.UTF8.encode(path);
  return abi.fs_is_dir(at(utf8), utf8.byteLength) != 0;
}

/** The absolute path, which need not exist. Needs read. */
export function realpath(path: string): string {
  const utf8 = String.UTF8.encode(path);
  return takeText(abi.fs_realpath(at(utf8), utf8.byteLength));
}

/** A whole file, which must be UTF-8. Needs read. */
export function readText(path: string): string {
  const utf8 = String.UTF8.encode(path);
  return takeText(abi.fs_read_text(at(utf8), utf8.byteLength));
}

/** A whole file. Needs read. */
export function readBytes(path: string): Uint8Array {
  const utf8 = String.UTF8.encode(path);
  return takeBytes(abi.fs_read_bytes(at(utf8), utf8.byteLength));
}

/** Replaces a file by a text. Needs write, and create for a new file; the
 * folder must be there. The same goes for the next two. */
export function writeText(path: string, text: string): void {
  const name = String.UTF8.encode(path);
  const utf8 = String.UTF8.encode(text);
  abi.fs_write_text(at(name), name.byteLength, at(utf8), utf8.byteLength);
}

export function writeBytes(path: string, bytes: Uint8Array): void {
  const name = String.UTF8.encode(path);
  abi.fs_write_bytes(at(name), name.byteLength, bytes.dataStart, bytes.length);
}

/** Adds to a file's end. */
export function appendText(path: string, text: string): void {
  const name = String.UTF8.encode(path);
  const utf8 = String.UTF8.encode(text);
  abi.fs_append_text(at(name), name.byteLength, at(utf8), utf8.byteLength);
}

/** The names in a folder, in no order. Needs read. */
export function listDir(path: string): string[] {
  const utf8 = String.UTF8.encode(path);
  const value = Value.parse(takeText(abi.fs_list_dir(at(utf8), utf8.byteLength)));
  const names: string[] = [];
  if (value !== null)
    for (let i = 0; i < value.length; i++) names.push(value.items[i].string());
  return names;
}

/** Makes a folder. Needs create.
 * @param recursive with those above it, and one that is there is fine */
export function mkdir(path: string, recursive: bool = false): void {
  const utf8 = String.UTF8.encode(path);
  abi.fs_mkdir(at(utf8), utf8.byteLength, i32(recursive));
}

/** Removes a file or an empty folder. Needs delete.
 * @param recursive a folder with all that is in it */
export function remove(path: string, recursive: bool = false): void {
  const utf8 = String.UTF8.encode(path);
  abi.fs_remove(at(utf8), utf8.byteLength, i32(recursive));
}

/** Needs write and delete, and create when `to` is new; replaces a file. */
export function rename(from: string, to: string): void {
  const source = String.UTF8.encode(from);
  const target = String.UTF8.encode(to);
  abi.fs_rename(at(source), source.byteLength, at(target), target.byteLength);
}

/** Copies one file. Needs read and write, and create when `to` is new. */
export function copy(from: string, to: string): void {
  const source = String.UTF8.encode(from);
  const target = String.UTF8.encode(to);
  abi.fs_copy(at(source), source.byteLength, at(target), target.byteLength);
}

/** What is known of a path. */
export class Stat {
  /** Absolute. */
  path: string = "";
  isFile: bool = false;
  isDir: bool = false;
  /** In bytes. */
  size: i64 = 0;
  isReadonly: bool = false;
  /** Milliseconds since 1970-01-01T00:00:00Z; -1 when not known. */
  createdMs: i64 = -1;
  /** Likewise. */
  modifiedMs: i64 = -1;
}

/** Needs read. */
export function stat(path: string): Stat {
  const utf8 = String.UTF8.encode(path);
  const value = Value.parse(takeText(abi.fs_stat(at(utf8), utf8.byteLength)));
  const result = new Stat();
  if (value === null) return result;
  result.path = textOf(value, "path");
  result.isFile = truthOf(value, "is_file");
  result.isDir = truthOf(value, "is_dir");
  result.size = numberOf(value, "size_bytes", 0);
  result.isReadonly = truthOf(value, "readonly");
  result.createdMs = numberOf(value, "created_ms", -1);
  result.modifiedMs = numberOf(value, "modified_ms", -1);
  return result;
}

function textOf(object: Value, name: string): string {
  const value = object.get(name);
  return value === null ? "" : value.string();
}

function truthOf(object: Value, name: string): bool {
  const value = object.get(name);
  return value === null ? false : value.bool();
}

function numberOf(object: Value, name: string, fallback: i64): i64 {
  const value = object.get(name);
  return value === null ? fallback : value.int(fallback);
}
