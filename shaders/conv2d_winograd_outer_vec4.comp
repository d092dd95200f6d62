// conv2d_winograd_outer_vec4: s[k,c,o] = Σ v[k,t,c] · z[k,t,o] over the tiles t, the products of the weight's gradient.
// v: [36,tiles,C], z: [36,tiles,O], s: [36,C,O], float32, C and O divisible by four.
// One thread: the 4×4 elements of four consecutive input and four consecutive output channels at one position.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/winograd.glsl"

layout(local_size_x = 64) in;

layout(push_constant) uniform Push {
    Vec4s v;
    Vec4s z;
    Vec4s s;
    uint tiles, c, o; // channels in units of four
} p;

void main() {
    uint i = item_index();
    if (i >= POSITIONS * p.c * p.o) return;

    uint o = i % p.o;
    uint c = i / p.o % p.c;
    uint first = i / (p.o * p.c) * p.tiles;
    vec4 sum[4] = vec4[](vec4(0), vec4(0), vec4(0), vec4(0));
    for (uint t = first; t < first + p.tiles; t++) {
        vec4 a = p.v.at[t * p.c + c];
        vec4 g = p.z.at[t * p.o + o];
        [[unroll]] for (uint k = 0; k < 4; k++) sum[k] += a[k] * g;
    }
    uint to = (i / p.o * 4) * p.o + o;
    [[unroll]] for (uint k = 0; k < 4; k++) p.s.at[to + k * p.o] = sum[k];
}
