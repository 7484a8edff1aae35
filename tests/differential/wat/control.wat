;; Blocks with and without parameters and results, branches of every kind,
;; code that is not reached.
(module
  (type $two (func (param i32 i64) (result i64 i32)))
  (func $blocks (param $a i32) (param $b i64) (result i64 i32)
    (local.get $a) (local.get $b)
    block (param i32 i64) (result i64 i32)
      local.set $b
      local.set $a
      (local.get $b) (local.get $a)
      (br_if 0 (local.get $a))
      loop (param i64 i32) (result i64 i32)
        local.tee $a
        drop
        local.set $b
        (br_if 0 (local.get $b) (local.get $a) (i32.eqz (local.get $a)))
      end
    end)
  (func $table (param $n i32) (result i32)
    block $c (result i32)
      block $b (result i32)
        block $a (result i32)
          (i32.const 7)
          (br_table $a $b $c $a (local.get $n))
        end
        i32.const 1
        i32.add
      end
      (if (param i32) (result i32) (local.get $n)
        (then i32.const 2 i32.mul)
        (else drop i32.const 9))
    end)
  (func $dead (result f64)
    (if (i32.const 1) (then (return (f64.const 1))))
    unreachable
    i32.add
    drop
    block (result i32)
      (br 1 (f64.const 2))
      i64.const 1
      i64.eqz
      select
    end
    f64.convert_i32_s)
  (func $select (param f32 f64) (result f32)
    (select (local.get 0) (f32.const 1) (f64.lt (local.get 1) (f64.const 0)))
    (drop (select (i64.const 1) (i64.const 2) (i32.const 0)))
    nop)
  (func $if (param i32)
    (if (local.get 0) (then nop) (else unreachable))
    (if (local.get 0) (then (br 1)))
    (drop (if (result i64) (local.get 0)
      (then (i64.const 1)) (else (i64.extend_i32_u (local.get 0))))))
  (func $many (export "many") (local i32 i32 i64 f32 f64 i32)
    (local.set 0 (i32.const -1))
    (local.set 2 (i64.const -9223372036854775808))
    (local.set 3 (f32.neg (f32.const 1)))
    (local.set 4 (f64.sqrt (f64.const 2)))
    (drop (drop (call $blocks (i32.const 1) (i64.const 2))))
    (call $if (call $table (i32.const 3)))))
