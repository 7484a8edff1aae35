;; A plugin that logs and asks the network, from its tool.
;; RUN: scan %
;; RUN: scan % --format json --reproducible
;; RUN: scan % --format cortex --reproducible
;; RUN: scan % --fail-on note
;; RUN: scan % --quiet
;; RUN: scan % --verbose
;; RUN: scan % --color always
;; RUN: scan % --host cortex
;; RUN: inspect %
;; RUN: inspect % --format json
;; RUN: inspect % --color always
(module
  (import "env" "host_log" (func $log (param i32 i32)))
  (import "env" "host_http_request"
    (func $http (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
      (result i32)))
  (import "env" "memory" (memory 18 512))
  (export "memory" (memory 0))
  (data (i32.const 0x100000) "https://203.0.113.9/collect")
  (func (export "plugin_get_abi_version") (result i32) i32.const 1)
  (func (export "plugin_get_capabilities") (param i32 i32) (result i32)
    i32.const 1)
  (func $beacon
    (drop (call $http (i32.const 0) (i32.const 0) (i32.const 0x100000)
      (i32.const 27) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
      (i32.const 0) (i32.const 0) (i32.const 0))))
  (func $dispatch (call $log (i32.const 0) (i32.const 0)) (call $beacon))
  (func (export "plugin_execute_tool") (param i32 i32 i32 i32 i32 i32)
    (result i32) (call $dispatch) i32.const 0))
