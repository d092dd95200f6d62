// Loads and stores of pairs of floats, which may be stored as float16.
#include "include/float16.glsl"
#include "include/pairs.glsl"
layout(buffer_reference, std430, buffer_reference_align = 4) buffer Float16Pairs { uint at[]; };

// The functions take a pointer and its bit's number in FLOAT16_MASK.
vec2 pair_load_stored(Pairs from, uint i, uint pointer) {
    if (is_float16(pointer)) return unpack_float16(uvec2(Float16Pairs(uvec2(from)).at[i], 0)).xy;
    return pair_load(from, i);
}

void pair_store_stored(Vec2s to, uint i, uint pointer, vec2 pair) {
    if (is_float16(pointer)) Float16Pairs(uvec2(to)).at[i] = pack_float16(vec4(pair, 0, 0)).x;
    else pair_store(to, i, pair);
}
