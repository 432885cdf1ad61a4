/** How to get WebGPU in the browser at hand, from its user agent; sentences for people. */
export function howToEnable(userAgent: string): { readonly browser: string; readonly steps: readonly string[] } {
  if (/Firefox\//.test(userAgent)) {
    return {
      browser: "Firefox",
      steps: [
        "On Windows and on Macs with Apple chips, update to the newest Firefox: it has WebGPU switched on.",
        "Elsewhere use Firefox Nightly, or open about:config and set dom.webgpu.enabled to true, then restart.",
      ],
    };
  }
  if (/Edg\//.test(userAgent)) {
    return { browser: "Edge", steps: chromiumSteps("edge") };
  }
  if (/Chrome\/|CriOS\//.test(userAgent)) {
    return { browser: "Chrome", steps: chromiumSteps("chrome") };
  }
  if (/Safari\//.test(userAgent)) {
    return {
      browser: "Safari",
      steps: [
        "Safari 26 and newer have WebGPU: update macOS, iOS or iPadOS.",
        "On Safari 18, switch on “WebGPU” under Develop, Feature Flags (on iPhone and iPad: Settings, Apps, Safari, Advanced, Feature Flags).",
      ],
    };
  }
  return {
    browser: "this browser",
    steps: ["Open this page in a current Chrome, Edge, Safari or Firefox."],
  };
}

function chromiumSteps(scheme: string): string[] {
  return [
    `Update to the newest version, and see that ${scheme}://settings/system lets the browser use graphics acceleration.`,
    `Look at ${scheme}://gpu: if WebGPU is listed as disabled there, open ${scheme}://flags, enable “Unsafe WebGPU Support” (on Linux also “Vulkan”), and restart.`,
    "The page must come over https or from localhost; otherwise browsers hide WebGPU.",
  ];
}
