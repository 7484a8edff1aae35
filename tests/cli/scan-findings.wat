;; What the deployed host's scanner and ours find in a module.
;; RUN: scan % --host cortex
;; RUN: scan % --host cortex --format json --reproducible
;; RUN: scan % --host cortex --format cortex --reproducible
;; RUN: scan %
;; RUN: scan % --fail-on warning --quiet
(module
  (import "env" "host_logg" (func (param i32 i32)))
  (import "env" "host_get_state" (func (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
  (memory (export "memory") 2000)
  (data (i32.const 64) "eval(atob('x'))")
  (func $main)
  (start $main))
