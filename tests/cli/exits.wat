;; Every way a run can end has its exit status.
;; RUN: run % --invoke add 2 3
;; RUN: run % --tool copy --args '{"a":1}'
;; RUN: run % --tool fail --args '{"a":1}'
;; RUN: run % --invoke add 2
;; RUN: run % --invoke add two 3
;; RUN: run % --invoke boom
;; RUN: run % --invoke divide 1 0
;; RUN: run % --invoke divide 6 -3
;; RUN: run % --invoke divide -- 6 -3
;; RUN: run --invoke divide % -- 0x80000000 -1
;; RUN: run % --invoke poke 0x7ffffffc
;; RUN: run % --invoke dive --call-depth 3
;; RUN: run % --invoke spin --fuel 10,000
;; RUN: run % --invoke add 1 2 --fuel 0
;; RUN: run % --invoke add 1 2 --timeout 0
;; RUN: run % --invoke wide 9223372036854775807
;; RUN: run % --invoke half 3
;; RUN: run % --invoke nothing
;; RUN: run % --invoke nothere
;; RUN: run exits.wat --invoke add 40 2
;; RUN: run % --invoke grow 200 --memory 300
;; RUN: run nowhere.wasm --invoke add 1 2
(module
  (import "env" "memory" (memory 18))
  (export "memory" (memory 0))
  (data (i32.const 0x100000)
    "{\"abi_version\":1,\"tools\":[{\"name\":\"copy\",\"description\":\"Gives back\",\"params\":[]}"
    ",{\"name\":\"fail\",\"description\":\"Says no\",\"params\":[]}]}")
  (func (export "plugin_get_abi_version") (result i32) i32.const 1)
  (func (export "plugin_get_capabilities") (param $out i32) (param $len i32)
    (result i32)
    (memory.copy (local.get $out) (i32.const 0x100000) (i32.const 134))
    (i32.store (local.get $len) (i32.const 134))
    i32.const 0)
  ;; copy gives its arguments back; fail gives them as an error
  (func (export "plugin_execute_tool") (param $name i32) (param $name_len i32)
    (param $args i32) (param $args_len i32) (param $out i32) (param $len i32)
    (result i32)
    (memory.copy (local.get $out) (local.get $args) (local.get $args_len))
    (i32.store (local.get $len) (local.get $args_len))
    (i32.eq (i32.load8_u (local.get $name)) (i32.const 0x66)))
  (func (export "add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))
  (func $boom (export "boom") unreachable)
  (func (export "divide") (param i32 i32) (result i32)
    (i32.div_s (local.get 0) (local.get 1)))
  (func (export "poke") (param i32)
    (i32.store (local.get 0) (i32.const 1)))
  (func $dive (export "dive") (call $dive))
  (func $spin (export "spin") (loop (br 0)))
  (func (export "wide") (param i64) (result i64)
    (i64.sub (local.get 0) (i64.const 1)))
  (func (export "half") (param f64) (result f64)
    (f64.div (local.get 0) (f64.const 2)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "nothing")))
