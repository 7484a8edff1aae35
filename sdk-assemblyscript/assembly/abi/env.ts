// What Hugind offers in "env": printed from the contract by `make gen`; do not edit.

/** AssemblyScript's abort hook: message, file, line, column; ends the run. */
// @ts-ignore: decorator
@external("env", "abort")
export declare function abort(value0: i32, value1: i32, value2: i32, value3: i32): void;
