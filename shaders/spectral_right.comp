// spectral_right: t = W · u, the first half of a power iteration.
// weight W: [rows, channels], u: [channels], t: [rows].
// One thread: one row, read as vec4 in that variant.
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { LaneBuffer weight; LaneBuffer u; Floats t; uint rows; uint channels; } p;

void main() {
    uint row = item_index();
    if (row >= p.rows) return;
    Lane sum = Lane(0.0);
    for (uint c = 0; c < p.channels; c++) sum += p.weight.at[row * p.channels + c] * p.u.at[c];
    p.t.at[row] = dot(sum, Lane(1.0));
}
