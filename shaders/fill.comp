// fill: dst[i] = value.   dst: [n] 32-bit words.   One thread: one word.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Uints dst; uint n; uint value; } p;

void main() {
    uint i = item_index();
    if (i >= p.n) return;
    p.dst.at[i] = p.value;
}
