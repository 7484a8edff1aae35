;; Shared memory.
(module
  (import "env" "memory" (memory 1 4 shared))
  (func (param i32 i64) (result i32)
    (i32.atomic.store offset=4 (local.get 0) (i32.atomic.load (local.get 0)))
    (i64.atomic.store8 (local.get 0)
      (i64.atomic.rmw16.add_u (local.get 0) (local.get 1)))
    (drop (i64.atomic.rmw.cmpxchg (local.get 0) (local.get 1) (local.get 1)))
    (drop (memory.atomic.wait32 (local.get 0) (i32.const 1) (local.get 1)))
    atomic.fence
    (memory.atomic.notify (local.get 0) (i32.const 1))))
