// norm_running: the running statistics of batch normalisation move towards the
// batch's: running += momentum · (batch − running), in place.
// All: [channels]. unbias = n / (n − 1), n the rows of the batch's
// statistics, makes its variance unbiased.
// One thread: one channel.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push {
    Floats mean;
    Floats variance;
    Floats runningMean;
    Floats runningVar;
    uint channels;
    float momentum;
    float unbias;
} p;

void main() {
    uint c = item_index();
    if (c >= p.channels) return;
    float mean = p.runningMean.at[c];
    float variance = p.runningVar.at[c];
    p.runningMean.at[c] = mean + p.momentum * (p.mean.at[c] - mean);
    p.runningVar.at[c] = variance + p.momentum * (p.unbias * p.variance.at[c] - variance);
}
