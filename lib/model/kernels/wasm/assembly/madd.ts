/**
 * The one operation that the two builds differ in.
 * @module
 */

/** Gives a · b + c, rounded once where relaxed SIMD is enabled, twice where it is not. */
// @ts-ignore: AssemblyScript decorates functions, which TypeScript does not
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** Gives a · b + c of single numbers: the caller sees whether they were rounded once. */
export function maddOnce(a: f32, b: f32, c: f32): f32 {
  return f32x4.extract_lane(madd(f32x4.splat(a), f32x4.splat(b), f32x4.splat(c)), 0);
}
