// random_uniform: y = low + (high - low) u, u uniform in [0, 1) in steps of 2^-24.
// y: [n] float32.   One thread: one Philox block, four consecutive elements.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/philox.glsl"
#include "include/quads.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool QUADS = false;
layout(push_constant) uniform Push {
    Floats y;
    uint n;
    float low;
    float span;
    uint seed0;
    uint seed1;
    uint stream0;
    uint stream1;
} p;

void main() {
    uint i = 4 * item_index();
    if (i >= p.n) return;
    vec4 u = unit_interval(random_block(uvec2(p.seed0, p.seed1), uvec2(p.stream0, p.stream1), i / 4));
    store_quad(p.y, i, p.n, QUADS, p.low + p.span * u);
}
