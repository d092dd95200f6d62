// bench_copy: the memory ceiling of a device: y = x.   x, y: [n] vec4.   One thread: one vec4.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Vec4s x; Vec4s y; uint n; } p;

void main() {
    uint i = item_index();
    if (i >= p.n) return;
    p.y.at[i] = p.x.at[i];
}
