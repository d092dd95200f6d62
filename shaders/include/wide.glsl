// A vec4 read as two 64-bit words, which pointers stand for. Where a load by
// many lanes costs by the word, as on lavapipe, half the words make a
// convolution an eighth faster.

struct WidePair { Floats xy, zw; };
layout(buffer_reference, std430, buffer_reference_align = 16) buffer WidePairs { WidePair at[]; };

vec4 wide_load(Vec4s from, uint i) {
    WidePair pair = WidePairs(uvec2(from)).at[i];
    return vec4(uintBitsToFloat(uvec2(pair.xy)), uintBitsToFloat(uvec2(pair.zw)));
}

// wide_load_stored is wide_load of the pointer of that number, which may lead to
// float16; see include/halves.glsl, which it needs.
vec4 wide_load_stored(Vec4s from, uint i, uint pointer) {
    if (is_half(pointer)) return unpack_halves(Halves(uvec2(from)).at[i]);
    return wide_load(from, i);
}
