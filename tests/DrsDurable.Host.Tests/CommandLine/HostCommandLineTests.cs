using DrsDurable.Host.CommandLine;

namespace DrsDurable.Host.Tests.CommandLine;

public sealed class HostCommandLineTests
{
    [Fact]
    public void NoArguments_Serves() =>
        HostCommandLine.Parse([]).Should().BeOfType<ServeCommand>().Which.Settings.Should().BeEmpty();

    [Fact]
    public void KeysWithoutVerb_Serve() =>
        HostCommandLine.Parse(["--Http:Url", "http://127.0.0.1:1", "--Data:Path=/tmp/x=y"]).Should().BeOfType<ServeCommand>()
            .Which.Settings.Select(setting => $"{setting.Key} {setting.Value}").Should().Equal("Http:Url http://127.0.0.1:1", "Data:Path /tmp/x=y");

    [Fact]
    public void Demo_WithoutOptions_HasTheFixedDefaults() =>
        HostCommandLine.Parse(["demo"]).Should().BeOfType<DemoCommand>()
            .Which.Options.Should().Be(new DemoOptions(Keep: false, TimeScale: 60, Seed: 1, Fleet: null));

    [Fact]
    public void Demo_WithEveryOption_ReadsThem()
    {
        var demo = HostCommandLine.Parse(["demo", "--keep", "--time-scale", "3600", "--seed=-7", "--fleet", "my.yaml", "--Hub:Name", "two"])
            .Should().BeOfType<DemoCommand>().Subject;
        demo.Options.Should().Be(new DemoOptions(Keep: true, TimeScale: 3600, Seed: -7, Fleet: "my.yaml"));
        demo.Settings.Select(setting => $"{setting.Key} {setting.Value}").Should().Equal("Hub:Name two");
    }

    [Theory]
    [InlineData("'drill' is not a verb of this program: use serve or demo.", "drill")]
    [InlineData("'stray' stands alone: options are written --Section:Key value.", "serve", "stray")]
    [InlineData("--Http:Url needs a value.", "--Http:Url")]
    [InlineData("--Http:Url needs a value.", "--Http:Url", "--Data:Path", "x")]
    [InlineData("--keep belongs to the demo: use demo --keep. serve takes configuration keys, --Section:Key value.", "serve", "--keep")]
    [InlineData("--seed belongs to the demo: use demo --seed. serve takes configuration keys, --Section:Key value.", "--seed", "2")]
    [InlineData("--seed one is not a whole number: use for example --seed 1.", "demo", "--seed", "one")]
    [InlineData("--time-scale 0 is not usable: use a number above 0 and at most 100000 (simulated seconds per real second), for example 60.", "demo", "--time-scale", "0")]
    [InlineData("--time-scale NaN is not usable: use a number above 0 and at most 100000 (simulated seconds per real second), for example 60.", "demo", "--time-scale", "NaN")]
    [InlineData("--timescale is not an option of demo. Did you mean --time-scale?", "demo", "--timescale", "5")]
    [InlineData("--HttpUrl is not an option of serve. Did you mean --Http:Url?", "--HttpUrl", "x")]
    [InlineData("--Htpp:Url is not an option of serve. Did you mean --Http:Url?", "--Htpp:Url", "x")]
    [InlineData("--Kestrel:Endpoints:Wide:Url is not an option of serve.", "--Kestrel:Endpoints:Wide:Url", "http://0.0.0.0:1")]
    public void Misuse_IsRefused_WithTheWayOut(string message, params string[] args) =>
        HostCommandLine.Parse(args).Should().Be(new RefusedCommand(message));

    [Theory]
    [InlineData("--help")]
    [InlineData("demo", "-h")]
    public void Help_WinsOverEverythingElse(params string[] args) =>
        HostCommandLine.Parse(args).Should().BeOfType<HelpCommand>();

    [Fact]
    public void Usage_NamesEveryKeyAndExitCode()
    {
        var text = Usage.Text();
        foreach (var setting in Host.Configuration.SettingCatalogue.All)
        {
            text.Should().Contain(setting.Key);
        }

        text.Should().Contain("0 ok · 1 the drill did not complete · 2 usage or configuration · 3 port or data directory in use");
    }
}
