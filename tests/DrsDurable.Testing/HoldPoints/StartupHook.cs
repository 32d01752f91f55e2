using DrsDurable.Testing.HoldPoints;

/// <summary>
/// Loaded into a product process by <c>DOTNET_STARTUP_HOOKS</c>: the runtime looks for exactly this name, outside of any namespace.
/// The product itself knows nothing of hold points.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (HoldPoint.FromEnvironment() is { } point)
        {
            HostWatcher.Watch(point);
        }
    }
}
