// hinge_forward: the discriminator's hinge loss,
//   loss = mean max(0, 1 − real) + mean max(0, 1 + fake); NaN stays NaN.
// real: [reals], fake: [fakes], loss: [1]; each scale is 1 / their number.
// One group in all. Each thread adds every 64th score, then the first thread adds the threads' sums.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push {
    Floats real;
    Floats fake;
    Floats loss;
    uint reals;
    uint fakes;
    float scaleReal;
    float scaleFake;
} p;
shared vec2 part[gl_WorkGroupSize.x];

float rectified(float x) { return x < 0.0 ? 0.0 : x; }

void main() {
    uint thread = gl_LocalInvocationID.x;
    vec2 sum = vec2(0.0);
    for (uint i = thread; i < p.reals; i += gl_WorkGroupSize.x) sum.x += rectified(1.0 - p.real.at[i]);
    for (uint i = thread; i < p.fakes; i += gl_WorkGroupSize.x) sum.y += rectified(1.0 + p.fake.at[i]);
    part[thread] = sum;
    barrier();
    if (thread > 0) return;
    for (uint i = 1; i < gl_WorkGroupSize.x; i++) sum += part[i];
    p.loss.at[0] = p.scaleReal * sum.x + p.scaleFake * sum.y;
}
