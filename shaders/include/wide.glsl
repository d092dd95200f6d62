// Loads and stores of 64-bit words, by declaring two floats as a pointer. On
// lavapipe a load by many lanes costs by the word, so half as many words make a
// convolution an eighth faster.

// Pairs are floats two by two. The struct matters: an array of bare pointers
// makes glslang ask for descriptor arrays, which a device need not have.
struct Pair { Floats xy; };
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Pairs { Pair at[]; };

vec2 pair_load(Pairs from, uint i) { return uintBitsToFloat(uvec2(from.at[i].xy)); }

void pair_store(Pairs to, uint i, vec2 pair) { to.at[i].xy = Floats(floatBitsToUint(pair)); }

struct WidePair { Floats xy, zw; };
layout(buffer_reference, std430, buffer_reference_align = 16) buffer WidePairs { WidePair at[]; };

vec4 wide_load(Vec4s from, uint i) {
    WidePair pair = WidePairs(uvec2(from)).at[i];
    return vec4(uintBitsToFloat(uvec2(pair.xy)), uintBitsToFloat(uvec2(pair.zw)));
}

// wide_store crashes SwiftShader's compiler: it is for kernels of eight lanes.
void wide_store(Vec4s to, uint i, vec4 value) {
    WidePairs(uvec2(to)).at[i] = WidePair(Floats(floatBitsToUint(value.xy)), Floats(floatBitsToUint(value.zw)));
}
