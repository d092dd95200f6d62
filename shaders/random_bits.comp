// random_bits: y[i] = word i mod 4 of Philox block i / 4 of the stream.
// y: [n] uint32.   One thread: one block, four words.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/philox.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Uints y; uint n; uint seed0; uint seed1; uint stream0; uint stream1; } p;

void main() {
    uint i = 4 * item_index();
    if (i >= p.n) return;
    uvec4 bits = random_block(uvec2(p.seed0, p.seed1), uvec2(p.stream0, p.stream1), i / 4);
    for (uint k = 0; k < 4 && i + k < p.n; k++) p.y.at[i + k] = bits[k];
}
