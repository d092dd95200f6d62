// hinge_backward: gradient of the discriminator's hinge loss,
//   gradReal = −gradLoss / reals where real < 1, else 0,
//   gradFake = gradLoss / fakes where fake > −1, else 0.
// real, gradReal: [reals], fake, gradFake: [fakes], gradLoss: [1].
// One thread: one score.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push {
    Floats real;
    Floats fake;
    Floats gradLoss;
    Floats gradReal;
    Floats gradFake;
    uint reals;
    uint fakes;
    float scaleReal;
    float scaleFake;
} p;

void main() {
    uint i = item_index();
    if (i >= p.reals + p.fakes) return;
    float g = p.gradLoss.at[0];
    if (i < p.reals) {
        p.gradReal.at[i] = p.real.at[i] < 1.0 ? -p.scaleReal * g : 0.0;
        return;
    }
    i -= p.reals;
    p.gradFake.at[i] = p.fake.at[i] > -1.0 ? p.scaleFake * g : 0.0;
}
