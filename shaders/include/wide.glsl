// Loads and stores of vec4s by words of 64 bits.
#include "include/words.glsl"

struct WidePair { Word xy, zw; };
layout(buffer_reference, std430, buffer_reference_align = 16) buffer WidePairs { WidePair at[]; };

vec4 wide_load(Vec4s from, uint i) {
    WidePair pair = WidePairs(uvec2(from)).at[i];
    return vec4(word_floats(pair.xy), word_floats(pair.zw));
}

// wide_store crashes SwiftShader's compiler: it is for kernels of eight lanes.
void wide_store(Vec4s to, uint i, vec4 value) {
    WidePairs(uvec2(to)).at[i] = WidePair(floats_word(value.xy), floats_word(value.zw));
}
