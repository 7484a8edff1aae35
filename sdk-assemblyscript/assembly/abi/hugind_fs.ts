// What Hugind offers in "hugind_fs": printed from the contract by `make gen`; do not edit.

/** The absolute path that relative ones start from; not gated. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_cwd")
export declare function fs_cwd(): i64;

/** 1 when the path exists, else 0. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_exists")
export declare function fs_exists(ptr0: usize, len0: i32): i32;

/** 1 when it is a file, else 0. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_is_file")
export declare function fs_is_file(ptr0: usize, len0: i32): i32;

/** 1 when it is a directory, else 0. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_is_dir")
export declare function fs_is_dir(ptr0: usize, len0: i32): i32;

/** The absolute path; it need not exist. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_realpath")
export declare function fs_realpath(ptr0: usize, len0: i32): i64;

/** A whole file, which must be UTF-8. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_read_text")
export declare function fs_read_text(ptr0: usize, len0: i32): i64;

/** A whole file. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_read_bytes")
export declare function fs_read_bytes(ptr0: usize, len0: i32): i64;

/** Replace a file's contents by a text. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_write_text")
export declare function fs_write_text(ptr0: usize, len0: i32, ptr1: usize, len1: i32): i32;

/** Replace a file's contents by bytes. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_write_bytes")
export declare function fs_write_bytes(ptr0: usize, len0: i32, ptr1: usize, len1: i32): i32;

/** Add a text to a file's end. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_append_text")
export declare function fs_append_text(ptr0: usize, len0: i32, ptr1: usize, len1: i32): i32;

/** The names in a directory, a JSON array. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_list_dir")
export declare function fs_list_dir(ptr0: usize, len0: i32): i64;

/** Make a directory; not 0: with its parents. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_mkdir")
export declare function fs_mkdir(ptr0: usize, len0: i32, value1: i32): i32;

/** Remove a file or directory; not 0: with all that is in it. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_remove")
export declare function fs_remove(ptr0: usize, len0: i32, value1: i32): i32;

/** Rename a file or directory. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_rename")
export declare function fs_rename(ptr0: usize, len0: i32, ptr1: usize, len1: i32): i32;

/** Copy one file. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_copy")
export declare function fs_copy(ptr0: usize, len0: i32, ptr1: usize, len1: i32): i32;

/** Kind, size and times of a path, a JSON object. */
// @ts-ignore: decorator
@external("hugind_fs", "fs_stat")
export declare function fs_stat(ptr0: usize, len0: i32): i64;
