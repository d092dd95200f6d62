// concat_channels: y[r, first+c] = x[r,c]: rows of C channels become a part of rows of D channels.
// x: [rows,C], y: [rows,D], float32.
// One thread: one channel of a row of x, or four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"

layout(local_size_x = 64) in;

layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer y;
    uint items;
    uint c, d;
    uint first;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;

    p.y.at[i / p.c * p.d + p.first + i % p.c] = p.x.at[i];
}
