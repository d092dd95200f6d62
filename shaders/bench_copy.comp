// bench_copy: the memory ceiling of a device: y = x.   x, y: [n] vec4, n a
// multiple of EACH.   One thread: EACH consecutive vec4. With 1 the lanes of a
// GPU read adjacent memory; 4 fill a cache line of a CPU.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Vec4s x; Vec4s y; uint n; } p;
layout(constant_id = 0) const uint EACH = 1;

void main() {
    uint first = item_index() * EACH;
    if (first >= p.n) return;
    [[unroll]] for (uint k = 0; k < EACH; k++) p.y.at[first + k] = p.x.at[first + k];
}
