// convert_from_bytes: y = x, a byte as a float in 0 .. 255.
// x: [n] uint8, four to a word, y: [n] float32.   One thread: one word.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/bytes.glsl"
#include "include/quads.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool QUADS = false;
layout(push_constant) uniform Push { Uints x; Floats y; uint n; } p;

void main() {
    uint i = 4 * item_index();
    if (i >= p.n) return;
    store_quad(p.y, i, p.n, QUADS, vec4(unpack_bytes(p.x.at[i / 4])));
}
