;; The smallest plugin: what a test case costs beside what the guest does.
(module
  (import "env" "memory" (memory 17))
  (export "memory" (memory 0))
  (data (i32.const 1048576) "{\"abi_version\":1,\"tools\":[{\"name\":\"say\",\"description\":\"Says nothing at all\"}]}")
  (func (export "plugin_get_abi_version") (result i32) i32.const 1)
  (func (export "plugin_get_capabilities") (param $out i32) (param $len i32) (result i32)
    (memory.copy (local.get $out) (i32.const 1048576) (i32.const 78))
    (i32.store (local.get $len) (i32.const 78)) i32.const 0)
  (func (export "plugin_execute_tool") (param i32 i32 i32 i32 i32 i32) (result i32)
    (i32.store (local.get 5) (i32.const 0)) i32.const 0))
