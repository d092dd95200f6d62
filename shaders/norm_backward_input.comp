// norm_backward_input: gradient of norm_forward with respect to x.
// With statistics of the batch (BATCH_STATS):
//   gradInput = gamma / √(variance + eps) · (gradOutput − (Σ gradOutput + x̂ · Σ gradOutput·x̂) / rows);
// with fixed ones: gamma / √(variance + eps) · gradOutput.
// x, gradOutput, gradInput: [G, rows, channels], float16 where FLOAT16_MASK says so; mean, variance: [G, channels];
// gamma: [channels], read if AFFINE; sums (Σ gradOutput) and products
// (Σ gradOutput·x̂): [G, channels], read if BATCH_STATS.
// One thread: BLOCK_ROWS rows of one channel, or of four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
#include "include/norm.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool AFFINE = false;
layout(constant_id = 1) const bool BATCH_STATS = true;
layout(constant_id = 2) const uint FLOAT16_MASK = 0;
#include "include/float16.glsl"
layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer gradOutput;
    LaneBuffer mean;
    LaneBuffer variance;
    LaneBuffer gamma;
    LaneBuffer sums;
    LaneBuffer products;
    LaneBuffer gradInput;
    uint items;
    uint rows;
    uint channels;
    float eps;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;
    Block b = block_of(i, p.rows, p.channels);
    Lane rstd = inversesqrt(p.variance.at[b.stats] + p.eps);
    Lane scale = rstd;
    if (AFFINE) scale *= p.gamma.at[b.channel];
    if (!BATCH_STATS) {
        for (uint at = b.first; at < b.end; at += p.channels) store_lane(p.gradInput, at, 7, scale * load_lane(p.gradOutput, at, 1));
        return;
    }
    Lane mean = p.mean.at[b.stats];
    Lane average = p.sums.at[b.stats] / float(p.rows);
    Lane slope = p.products.at[b.stats] * rstd / float(p.rows);
    for (uint at = b.first; at < b.end; at += p.channels) {
        store_lane(p.gradInput, at, 7, scale * (load_lane(p.gradOutput, at, 1) - average - (load_lane(p.x, at, 0) - mean) * slope));
    }
}
