// Loads and stores of vec4s by 64-bit words, which may be stored as float16.
#include "include/float16.glsl"
#include "include/wide.glsl"

// The functions take a pointer and its bit's number in FLOAT16_MASK.
vec4 wide_load_stored(Vec4s from, uint i, uint pointer) {
    if (is_float16(pointer)) return unpack_float16(Float16s(uvec2(from)).at[i]);
    return wide_load(from, i);
}

void wide_store_stored(Vec4s to, uint i, uint pointer, vec4 value) {
    if (is_float16(pointer)) Float16s(uvec2(to)).at[i] = pack_float16(value);
    else wide_store(to, i, value);
}
