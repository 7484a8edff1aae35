// What CortexPrism offers in "env": printed from the contract by `make gen`; do not edit.

/** Reserve bytes in the host-managed heap; 0 when there are none. */
// @ts-ignore: decorator
@external("env", "host_alloc")
export declare function host_alloc(value0: i32): i32;

/** Give back a block of host_alloc; the deployed host ignores it. */
// @ts-ignore: decorator
@external("env", "host_free")
export declare function host_free(value0: i32): void;

/** Write one line to the host's log, at level info. */
// @ts-ignore: decorator
@external("env", "host_log")
export declare function host_log(ptr0: usize, len0: i32): void;

/** The ABI version of the host, 1. */
// @ts-ignore: decorator
@external("env", "host_get_abi_version")
export declare function host_get_abi_version(): i32;

/** Milliseconds since 1970-01-01T00:00:00Z. */
// @ts-ignore: decorator
@external("env", "host_get_time_ms")
export declare function host_get_time_ms(): i64;

/** Fill a buffer with random bytes, at most 65536 a call. */
// @ts-ignore: decorator
@external("env", "host_random")
export declare function host_random(out0: usize, capacity0: i32): void;

/** Read a setting; 0, or -1 when there is none. */
// @ts-ignore: decorator
@external("env", "host_get_config")
export declare function host_get_config(ptr0: usize, len0: i32, out1: usize, outLen1: usize): i32;

/** Keep a value under a key, for this plugin. */
// @ts-ignore: decorator
@external("env", "host_set_state")
export declare function host_set_state(ptr0: usize, len0: i32, ptr1: usize, len1: i32): void;

/** Read a kept value; 0, or -1 when there is none. */
// @ts-ignore: decorator
@external("env", "host_get_state")
export declare function host_get_state(ptr0: usize, len0: i32, out1: usize, outLen1: usize): i32;

/** Send a request (method, URL, body, headers as a JSON object) and wait; status, then body; 0, or -1 on failure. */
// @ts-ignore: decorator
@external("env", "host_http_request")
export declare function host_http_request(ptr0: usize, len0: i32, ptr1: usize, len1: i32, ptr2: usize, len2: i32, ptr3: usize, len3: i32, word4: usize, out5: usize, outLen5: usize): i32;
