namespace DrsDurable.Aws.Drs;

public partial interface IAmazonDrs
{
    /// <summary>Changes the members that are set, and writes a new default version of the EC2 launch template.</summary>
    Task<UpdateLaunchConfigurationResponse> UpdateLaunchConfigurationAsync(UpdateLaunchConfigurationRequest request, CancellationToken cancellationToken = default);
}

public partial class AmazonDrsClient
{
    public virtual Task<UpdateLaunchConfigurationResponse> UpdateLaunchConfigurationAsync(UpdateLaunchConfigurationRequest request, CancellationToken cancellationToken = default) =>
        PostAsync<UpdateLaunchConfigurationResponse>("/UpdateLaunchConfiguration", request, cancellationToken);
}
