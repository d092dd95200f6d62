// Values stored in 16 bits, in fours. FLOAT16_MASK, a specialisation constant of
// the kernel, has bit k set if its k-th pointer leads to such values; others lead
// to float32. They are IEEE's float16 or, if bit 15 is set, bfloat16, which is
// the upper half of a float32; a launch has one of these formats, and below float16
// stands for both. Arithmetic is always in float32, so a device needs neither
// arithmetic nor storage of 16 bits.
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Float16s { uvec2 at[]; };

const bool BFLOAT16 = (FLOAT16_MASK >> 15 & 1u) == 1u;

bool is_float16(uint pointer) { return (FLOAT16_MASK >> pointer & 1u) == 1u; }

vec4 unpack_float16(uvec2 words) {
    return BFLOAT16 ? uintBitsToFloat(uvec4(words.x << 16, words.x & 0xFFFF0000u, words.y << 16, words.y & 0xFFFF0000u))
                    : vec4(unpackHalf2x16(words.x), unpackHalf2x16(words.y));
}

// pack_bfloat16 rounds to the nearest bfloat16, ties to even. A carry out of the
// fraction raises the exponent, up to infinity's.
uvec2 pack_bfloat16(vec4 x) {
    uvec4 bits = floatBitsToUint(x);
    uvec4 nearest = bits + 0x7FFFu + (bits >> 16 & 1u) >> 16;
    uvec4 quiet = bits >> 16 | 0x40u; // a NaN stays one if only its lower bits are set
    nearest = mix(nearest, quiet, greaterThan(bits & 0x7FFFFFFFu, uvec4(0x7F800000u)));
    return nearest.xz | nearest.yw << 16;
}

// pack_half rounds to the nearest of IEEE's float16, ties to even, and to infinity what
// is too large. It uses integers because packHalf2x16 may round toward zero, which
// hides an overflow, and SwiftShader's makes infinity NaN.
uvec2 pack_half(vec4 x) {
    uvec4 bits = floatBitsToUint(x);
    uvec4 magnitude = bits & 0x7FFFFFFFu;
    uvec4 nearest = (magnitude + 0xFFFu + (magnitude >> 13 & 1u) >> 13) - (112u << 10);   // with float16's exponent bias
    uvec4 tiny = uvec4(roundEven(abs(x) * 16777216.0));                                 // in units of 2^-24
    nearest = mix(nearest, tiny, lessThan(magnitude, uvec4(0x38800000u)));                   // below 2^-14
    nearest = mix(nearest, uvec4(0x7C00u), greaterThanEqual(magnitude, uvec4(0x477FF000u))); // from 65,520
    nearest = mix(nearest, uvec4(0x7E00u), greaterThan(magnitude, uvec4(0x7F800000u)));      // NaN
    nearest |= bits >> 16 & 0x8000u;
    return nearest.xz | nearest.yw << 16;
}

uvec2 pack_float16(vec4 x) { return BFLOAT16 ? pack_bfloat16(x) : pack_half(x); }

// load_vec4 and store_vec4 take a pointer and its bit's number in FLOAT16_MASK.
vec4 load_vec4(Vec4s x, uint i, uint pointer) {
    if (is_float16(pointer)) return unpack_float16(Float16s(uvec2(x)).at[i]);
    return x.at[i];
}

void store_vec4(Vec4s y, uint i, uint pointer, vec4 value) {
    if (is_float16(pointer)) Float16s(uvec2(y)).at[i] = pack_float16(value);
    else y.at[i] = value;
}

#ifdef LaneBuffer
// The same for Lane data, which is float32 where a thread handles one element. Bit
// 14 of FLOAT16_MASK says that a vec4 of float32 moves as two words of 64 bits.
#if LANES == 4
const bool WORDS = (FLOAT16_MASK >> 14 & 1u) == 1u;
#include "include/pairs.glsl"

Lane load_lane(Vec4s x, uint i, uint pointer) {
    if (WORDS && !is_float16(pointer)) {
        Pairs pairs = Pairs(uvec2(x));
        return vec4(pair_load(pairs, 2 * i), pair_load(pairs, 2 * i + 1));
    }
    return load_vec4(x, i, pointer);
}

void store_lane(Vec4s y, uint i, uint pointer, Lane value) {
    if (WORDS && !is_float16(pointer)) {
        pair_store(Vec2s(uvec2(y)), 2 * i, value.xy);
        pair_store(Vec2s(uvec2(y)), 2 * i + 1, value.zw);
    } else {
        store_vec4(y, i, pointer, value);
    }
}
#else
Lane load_lane(Floats x, uint i, uint pointer) { return x.at[i]; }
void store_lane(Floats y, uint i, uint pointer, Lane value) { y.at[i] = value; }
#endif
#endif
