import { abort as host_abort } from "../abi/env";
import { eprint } from "../abi/hugind";
import { at } from "../base/utf8";

/**
 * What `abort`, `throw` and failed assertions become: one line on standard
 * error, then the host's own abort, which ends the run. Hugind never reads the
 * message, so it would be lost otherwise.
 */
export function abort(
  message: string | null = "",
  file: string | null = "",
  line: u32 = 0,
  column: u32 = 0,
): void {
  const text = (message === null ? "" : message) + " (" +
    (file === null ? "" : file) + ":" + line.toString() + ":" + column.toString() + ")";
  const utf8 = String.UTF8.encode(text);
  eprint(at(utf8), utf8.byteLength);
  host_abort(0, 0, line, column);
  unreachable();
}
