using DrsDurable.Host;
using DrsDurable.Host.CommandLine;
using DrsDurable.Host.Demo;
using DrsDurable.Host.Serving;

return HostCommandLine.Parse(args) switch
{
    ServeCommand serve => await ServeVerb.RunAsync(serve, Console.Out, Console.Error),
    DemoCommand demo => await DemoVerb.RunAsync(demo, Console.Out, Console.Error),
    VersionCommand => Say(ProductVersion.Text),
    RefusedCommand refused => Refuse(refused.Message),
    _ => Say(Usage.Text()),
};

static int Say(string text)
{
    Console.Out.WriteLine(text);
    return ExitCode.Ok;
}

static int Refuse(string message)
{
    Console.Error.WriteLine(message);
    Console.Error.WriteLine("See --help.");
    return ExitCode.UsageOrConfiguration;
}
