// convert_to_bytes: y = trunc(clamp(127.5 x + 127.5, 0, 255)), the quantisation of
// generated images: truncated, not rounded. NaN gives 0.
// x: [n] float32, y: [n] uint8, four to a word.   One thread: one word.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/bytes.glsl"
#include "include/quads.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool QUADS = false;
layout(push_constant) uniform Push { Floats x; Uints y; uint n; } p;

void main() {
    uint i = 4 * item_index();
    if (i >= p.n) return;
    vec4 x = load_quad(p.x, i, p.n, QUADS);
    // precise: a contracted multiply-add could cross an integer.
    precise vec4 level = x * 127.5;
    level += 127.5;
    vec4 bounded = mix(vec4(0.0), min(level, vec4(255.0)), greaterThan(level, vec4(0.0)));
    p.y.at[i / 4] = pack_bytes(uvec4(bounded));
}
