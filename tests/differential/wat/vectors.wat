;; 128-bit vectors.
(module
  (memory 1)
  (global (mut v128) (v128.const i32x4 1 2 3 4))
  (func (param v128 i32) (result v128)
    (local $v v128)
    (local.set $v (v128.load offset=16 align=4 (local.get 1)))
    (v128.store (local.get 1) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21
      22 31 (local.get 0) (local.get $v)))
    (global.set 0 (v128.load8_lane 15 (local.get 1) (local.get $v)))
    (v128.store32_lane offset=4 3 (local.get 1) (global.get 0))
    (i32x4.replace_lane 2 (local.get 0)
      (i16x8.extract_lane_s 7 (i16x8.add (local.get 0) (local.get $v))))
    (f64x2.splat (f64x2.extract_lane 1 (local.get 0)))
    (v128.bitselect (v128.const i64x2 0 -1))
    (select (local.get $v) (i32x4.all_true (local.get 0)))
    (i8x16.relaxed_swizzle (local.get $v))))
