;; Exceptions in their first form.
(module
  (import "env" "tag" (tag $imported (param i32)))
  (tag $none)
  (tag $e (param i32 f64))
  (func $throw (param i32) (throw $e (local.get 0) (f64.const 1)))
  (func (export "run") (result i32)
    try $t (result i32)
      (call $throw (i32.const 1))
      (i32.const 0)
    catch $imported
      (i32.add (i32.const 1))
    catch $e
      drop
      (br_if $t (i32.const 3))
    catch $none
      try (result i32)
        (i32.const 1)
      delegate $t
    catch_all
      (rethrow $t)
    end
    try
      try (call $throw (i32.const 2)) delegate 0
      try catch_all (if (i32.const 1) (then (rethrow 1))) end
    end))
