// norm_forward: y = (x − mean) / √(variance + eps) · gamma + beta.
// x, y: [G, rows, channels], float16 in the vec4 build where FLOAT16_MASK says so; mean, variance: [G, channels]; gamma, beta:
// [channels], read if AFFINE.
// One thread: BLOCK_ROWS rows of one channel, or of four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
#include "include/norm.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool AFFINE = false;
layout(constant_id = 1) const uint FLOAT16_MASK = 0;
#include "include/float16.glsl"
layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer mean;
    LaneBuffer variance;
    LaneBuffer gamma;
    LaneBuffer beta;
    LaneBuffer y;
    uint items;
    uint rows;
    uint channels;
    float eps;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;
    Block b = block_of(i, p.rows, p.channels);
    Lane mean = p.mean.at[b.stats];
    Lane scale = inversesqrt(p.variance.at[b.stats] + p.eps);
    Lane shift = Lane(0.0);
    if (AFFINE) {
        scale *= p.gamma.at[b.channel];
        shift = p.beta.at[b.channel];
    }
    for (uint at = b.first; at < b.end; at += p.channels) store_lane(p.y, at, 5, (load_lane(p.x, at, 0) - mean) * scale + shift);
}
