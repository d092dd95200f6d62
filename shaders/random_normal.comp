// random_normal: y = mean + deviation z, z ~ N(0, 1) by Box and Muller from
// pairs of uniforms: r = sqrt(-2 ln u), z = r cos(t) and r sin(t).
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
    float mean;
    float deviation;
    uint seed0;
    uint seed1;
    uint stream0;
    uint stream1;
} p;

const float TAU = 6.28318530717958648;

void main() {
    uint i = 4 * item_index();
    if (i >= p.n) return;
    vec4 u = unit_interval(random_block(uvec2(p.seed0, p.seed1), uvec2(p.stream0, p.stream1), i / 4));
    // 1 - u is in (0, 1]: the logarithm is finite. The angle stays within
    // [-pi, pi), where Vulkan bounds the error of sine and cosine.
    vec2 radius = sqrt(-2.0 * log(1.0 - u.xz));
    vec2 angle = TAU * (u.yw - 0.5);
    vec2 even = radius * cos(angle);
    vec2 odd = radius * sin(angle);
    store_quad(p.y, i, p.n, QUADS, p.mean + p.deviation * vec4(even.x, odd.x, even.y, odd.y));
}
