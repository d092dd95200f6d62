// norm_moments_merge: statistics of a group from those of its chunks, merged in
// order (Chan, Golub and LeVeque's update).
// chunkMean, chunkSquares: [G, chunks, channels] of norm_moments with scale 1;
// chunk k has min(chunk, rows − k·chunk) rows. mean, variance: [G, channels].
// One thread: one (g, c), or four consecutive c (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push {
    LaneBuffer chunkMean;
    LaneBuffer chunkSquares;
    LaneBuffer mean;
    LaneBuffer variance;
    uint items;
    uint rows;
    uint channels;
    uint chunk;
    uint chunks;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;
    uint group = i / p.channels;
    uint channel = i - group * p.channels;
    uint at = group * p.chunks * p.channels + channel;
    Lane mean = p.chunkMean.at[at];
    Lane squares = p.chunkSquares.at[at];
    for (uint begin = p.chunk; begin < p.rows; begin += p.chunk) {
        at += p.channels;
        float count = float(min(p.chunk, p.rows - begin));
        float share = count / (float(begin) + count);
        Lane delta = p.chunkMean.at[at] - mean;
        mean += delta * share;
        squares += p.chunkSquares.at[at] + delta * delta * (float(begin) * share);
    }
    p.mean.at[i] = mean;
    p.variance.at[i] = squares / float(p.rows);
}
