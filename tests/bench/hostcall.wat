;; An agent that keeps 1 KiB of text under a key of 1 KiB, and reads it again
;; and again: each call takes 1 KiB and gives 1 KiB. Its argument says how often.
(module
  (import "hugind" "get_args" (func $args (result i64)))
  (import "hugind" "memory_set" (func $set (param i32 i32 i32 i32)))
  (import "hugind" "memory_get" (func $get (param i32 i32) (result i64)))
  (memory (export "memory") 1)
  (data (i32.const 0) "The quick brown fox jumps over the lazy dog, and then it sleeps.")
  ;; The key with its agent, which is "a"; the value as JSON.
  (data (i32.const 1024) "a/")
  (data (i32.const 4095) "\22")
  (func (export "alloc") (param i32) (result i32)
    (i32.const 8192))
  (func $fill (param $at i32) (param $end i32)
    (loop $more
      (i32.store8 (local.get $at)
        (i32.load8_u (i32.and (local.get $at) (i32.const 63))))
      (br_if $more
        (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1)))
                  (local.get $end)))))
  ;; The digits after {"args":["
  (func $count (result i32)
    (local $at i32) (local $digit i32) (local $count i32)
    (local.set $at (i32.add (i32.const 10)
      (i32.wrap_i64 (i64.shr_u (call $args) (i64.const 32)))))
    (loop $more
      (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
      (if (i32.gt_u (local.get $digit) (i32.const 9))
        (then (return (local.get $count))))
      (local.set $count (i32.add (local.get $digit)
        (i32.mul (local.get $count) (i32.const 10))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $more))
    (unreachable))
  (func (export "_start") (local $count i32)
    (local.set $count (call $count))
    (call $fill (i32.const 1026) (i32.const 2048))
    (call $fill (i32.const 3073) (i32.const 4095))
    (i32.store8 (i32.const 3072) (i32.const 34))
    (call $set (i32.const 1026) (i32.const 1022)
               (i32.const 3072) (i32.const 1024))
    (loop $more
      (if (i32.ne (i32.wrap_i64 (call $get (i32.const 1024) (i32.const 1024)))
                  (i32.const 1024))
        (then unreachable))
      (br_if $more
        (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))
